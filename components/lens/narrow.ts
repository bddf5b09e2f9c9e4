/** A search for what `more` finds among what `filter` finds. A term that is there already is not added again. */
export function narrowFilter(filter: string, more: string): string {
  const text = filter.trim();
  if (text === "" || text === more) return more;
  // AND binds closer than OR.
  const whole = /(^|[\s)])OR[\s(]/.test(text) ? `(${text})` : text;
  return ` ${text} `.includes(` ${more} `) && whole === text ? text : `${whole} ${more}`;
}
