/** The throttle of a route that `custom.routeThrottles` does not list. */
module.exports = { ThrottlingRateLimit: 1000, ThrottlingBurstLimit: 2000 };
