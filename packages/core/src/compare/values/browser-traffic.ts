/** Services that browsers ask for themselves: updates, lists of dangerous pages, field names, time. */
const services =
  /^(?:(?:update|content-autofill|optimizationguide-pa|safebrowsing|android|clientservices|chromewebstore|redirector|passwordsleakcheck-pa|chromesyncpasswords-pa|accountcapabilities-pa|edgedl\.me)\.(?:googleapis|gvt1|google)\.com|clients\d?\.google\.com|accounts\.google\.com|edgedl\.me\.gvt1\.com|r\d+---sn-[\w-]+\.gvt1\.com|[\w.-]+\.services\.mozilla\.com|(?:detectportal|incoming\.telemetry|aus5)\.(?:firefox|mozilla)\.(?:com|org)|firefox\.settings\.services\.mozilla\.com|config\.edge\.skype\.com|edge\.microsoft\.com|nav(?:-edge)?\.smartscreen\.microsoft\.com)(?::\d+)?$/

/**
 * Whether a browser makes a request for itself, not for the page: what is tested is not concerned,
 * and whether it happens depends on the browser's mood.
 *
 * @param host - in lower case, with its port unless that is the default one
 */
export function isBrowserTraffic(host: string): boolean {
  return services.test(host)
}
