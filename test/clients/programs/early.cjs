/** Taken before anything is routed, as programs do at their top. */
const { request: httpRequest, get: httpGet } = require('http')
const { request: httpsRequest, get: httpsGet } = require('https')

module.exports = { httpRequest, httpGet, httpsRequest, httpsGet }
