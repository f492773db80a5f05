export default async function stop() {
  await globalThis.shop.close()
}
