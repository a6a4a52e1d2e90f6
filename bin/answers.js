#!/usr/bin/env node
// The health check of containers that have no curl: ends with 0 when an address answers with success, else with 1.
const [url] = process.argv.slice(2);

async function answers() {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(3000) })).ok;
  } catch {
    return false;
  }
}

process.exitCode = (await answers()) ? 0 : 1;
