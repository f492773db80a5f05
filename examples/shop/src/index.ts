export { startShop, type Shop, type ShopOptions } from './start-shop.ts'
export {
  changes,
  type Change,
  type ChangeId,
  type ChangeKind,
  type ReleaseNumber,
} from './releases.ts'
export { users, type User } from './seed.ts'
