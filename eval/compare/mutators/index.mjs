import { contentMutators } from './contents.mjs'
import { fieldMutators } from './fields.mjs'
import { headerMutators } from './headers.mjs'
import { listMutators } from './lists.mjs'
import { requestMutators } from './requests.mjs'
import { statusMutators } from './status.mjs'
import { valueMutators } from './values.mjs'

/** All single faults, M1 to M42; M38 and M39 need many samples, see `protocol/latency.mjs`. */
export const mutators = [
  ...statusMutators,
  ...fieldMutators,
  ...valueMutators,
  ...listMutators,
  ...headerMutators,
  ...requestMutators,
  ...contentMutators,
].toSorted((one, other) => Number(one.id.slice(1)) - Number(other.id.slice(1)))
