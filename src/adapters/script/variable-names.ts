/** Names in capitals that scripts of this kind use for themselves. Every other one may mean something to a program. */
const capitals =
  /^(?:BASE|BASE_URL|URL|HOST|PORT|API|API_URL|APP|SERVICE|VERSION|ENVIRONMENT|STAGE|STATUS|CODE|HTTP_CODE|BODY|ANSWER|RESPONSE|RESULT|RESULTS|TIMEOUT|RETRIES|ATTEMPT|ATTEMPTS|EXPECTED|WANT|ACTUAL|GOT|COUNT|TOTAL|PASS|PASSED|FAIL|FAILED|FAILURES|ERRORS|WORK|TMP|NAME|PATHS|ENDPOINT|ENDPOINTS|START|END|NOW|ELAPSED|LATENCY|LIMIT|LINE|RED|GREEN|RESET|MAX_[A-Z]+|MIN_[A-Z]+)$/;

/** What bash itself counts. */
const numbers = new Set(['RANDOM', 'SECONDS', 'EPOCHSECONDS', 'LINENO', 'UID', 'EUID', 'PPID', 'BASHPID']);

/** Whether a script may set it: nothing that bash, curl or another program goes by. */
export function maySet(name: string): boolean {
  return capitals.test(name) || (/^[a-z_][a-z0-9_]*$/.test(name) && !name.endsWith('_proxy'));
}

/** Whether it may be read although the script does not set it: no secret of whoever runs it. */
export function mayReadUnset(name: string): boolean {
  return capitals.test(name) || numbers.has(name);
}

export function isNumber(name: string): boolean {
  return numbers.has(name);
}
