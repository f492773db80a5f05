/** `getUserProfileById` has as many changes of case as a token, but reads as words. */
export function isCamelCase(value: string): boolean {
  const words = value.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[\d_.:/-]+/g) ?? []
  const letters = words.filter((word) => /[A-Za-z]/.test(word))
  if (/[+=~]/.test(value) || value.replaceAll(/\D/g, '').length > 2) return false
  // Random letters read like words now and then, but not all of them have a vowel.
  if (letters.some((word) => word.length > 3 && !/[aeiouy]/i.test(word))) return false
  return letters.length > 0 && letters.join('').length / letters.length >= 3.5
}
