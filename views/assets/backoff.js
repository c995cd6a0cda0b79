// Waits between tries: doubling, with chance so that many callers do not come back in the same instant.

const WAIT_MS_MIN = 500;

export function pause(tries, ceilingMs = 15_000) {
  const ceiling = Math.min(ceilingMs, 1000 * 2 ** Math.min(tries, 6));
  return WAIT_MS_MIN + Math.random() * (ceiling - WAIT_MS_MIN);
}
