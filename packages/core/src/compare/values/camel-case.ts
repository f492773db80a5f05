/** `getUserProfileById` has as many changes of case as a token, but reads as words. */
export function isCamelCase(value: string): boolean {
  const words = value.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[\d_.:/-]+/g) ?? []
  const letters = words.filter((word) => /[A-Za-z]/.test(word))
  if (/[+=~]/.test(value) || value.replaceAll(/\D/g, '').length > 2) return false
  return letters.length > 0 && letters.join('').length / letters.length >= 3.5
}
