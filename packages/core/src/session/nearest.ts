export { nearest } from '../entry/nearest.ts'
