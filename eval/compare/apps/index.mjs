import { bank } from './bank/bank.mjs'
import { clinic } from './clinic/clinic.mjs'
import { devices } from './devices/devices.mjs'
import { docs } from './docs/docs.mjs'
import { shop } from './shop/shop.mjs'
import { social } from './social/social.mjs'
import { transit } from './transit/transit.mjs'

/** Applications that whoever improves the comparison may look at. */
export const tuningApps = [shop, social, bank]

/** Applications that nobody looks at who improves it: what they say is what users will see. */
export const holdOutApps = [devices, docs, clinic, transit]
