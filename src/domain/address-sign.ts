/** The sign that makes an address of two names, in every form in which it comes along: the source of a pattern. */

/** Plain, full-width, small; percent-encoded once or more often; as an entity. For patterns with the flags `iu`. */
export const ADDRESS_SIGN = String.raw`(?:@|＠|﹫|%(?:25)*40|&(?:amp;)?(?:#0*64|#x0*40|commat);)`;
