/** Deeper values are replaced by their hash. */
export const deepestTree = 200

/** Characters of one text; of a longer one the beginning and a hash are kept. */
export const longestText = 2000

/** Lines of a text; the rest is one more line with its hash. */
export const mostLines = 5000

/** Markup and tables with more characters are compared as text. */
export const longestMarkup = 4_000_000

/** Strings with more characters are not searched for JSON and tokens. */
export const longestExpanded: number = 256 * 1024
