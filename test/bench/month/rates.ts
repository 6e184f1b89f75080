/** What a month of daily life is made of. Fixed: a result says nothing without them. */
export const rates = {
  people: 10_000,
  days: 30,
  events: 1_000_000,
  attacks: 50,
  /** From home to where the day is spent, and back: of each person, each day. */
  networkMovesPerDay: 2,
  /** Switch a VPN on and off within the hour, once a day. */
  vpn: 0.1,
  /** Spend the day on a mobile network, two of three of them with a phone. */
  mobile: 0.3,
  phoneOfMobile: 2 / 3,
  /** Of the pushes. */
  rejectedPush: 0.01,
  /** Of a phone's browser events. */
  desktopSite: 0.01,
  /** Behind a relay of their browser's vendor while at home. */
  relay: 0.05,
  /** Households whose provider gives them another network each week. */
  newAddressWeekly: 0.2,
  /** At home by IPv4 and IPv6 in turn. */
  dualStack: 0.4,
  secondFactor: 0.5,
  /** Of the logins: Auth0 does not know the device, and has low confidence. */
  lowConfidence: 0.01,
  /** In the evening. */
  logout: 0.1,
  /** Of a person's days: a password changed, a factor enrolled, both at home. */
  passwordChange: 0.002,
  factorEnrolled: 0.0005,
  /**
   * Of the events: Auth0 was asked for the session at once, as it always is where a factor was enrolled. The others rest on
   * what log events told.
   */
  answered: 0.5,
} as const;

/** The lifetimes that Auth0 sets: three days without use, seven in all. */
export const idleMs = 72 * 3_600_000;
export const lifetimeMs = 168 * 3_600_000;

const percent = (share: number) => `${Number((share * 100).toFixed(2))} %`;

/** As printed beside a result. */
export function describeRates(): string {
  return [
    `${rates.networkMovesPerDay} network moves a person and day; ${percent(rates.vpn)} switch a VPN on and off within the hour once a day, its gateway in their country`,
    `${percent(rates.mobile)} on mobile networks, two thirds of them with a phone; "desktop site" ${percent(rates.desktopSite)} of a phone's events; relays ${percent(rates.relay)}`,
    `IPv4 and IPv6 in turn at home ${percent(rates.dualStack)}; another network each week there ${percent(rates.newAddressWeekly)}; a browser update a month; single sign-on to 3 applications; servers exchange codes and tokens`,
    `a second factor ${percent(rates.secondFactor)}, pushes rejected ${percent(rates.rejectedPush)}; logins of low confidence ${percent(rates.lowConfidence)}; logouts ${percent(rates.logout)} of the evenings`,
    `passwords changed on ${percent(rates.passwordChange)}, factors enrolled on ${percent(rates.factorEnrolled)} of a person's days`,
    `sessions end after 3 days without use, or 7 days; Auth0 answers for ${percent(rates.answered)} of the events and for each factor enrolled, the others rest on what log events told`,
  ].join('\n');
}
