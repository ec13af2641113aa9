const OWN = new URL(import.meta.url).searchParams.get("v");
const KEY = "rt-cctv-reloaded";
const AGAIN_AFTER = 600_000;

const HEAVY = 400e6;

/** Begins afresh when the page has grown far beyond what it needs: it is meant to run for months. Chromium only. */
export function reloadIfHeavy(used = heap()): boolean {
  return used > HEAVY && reloadIfNew(`heavy ${new Date().toDateString()}`, "light");
}

function heap(): number {
  return (performance as { memory?: { usedJSHeapSize: number } }).memory?.usedJSHeapSize ?? 0;
}

/** Reloads the page when the hub serves another version of this script; not twice for the same one in ten minutes. */
export function reloadIfNew(version: string | null, own: string | null = OWN): boolean {
  if (!version || !own || version === own) return false;
  const [before, at] = (sessionStorage.getItem(KEY) ?? "").split("|");
  if (before === version && Date.now() - Number(at) < AGAIN_AFTER) return false;
  sessionStorage.setItem(KEY, `${version}|${Date.now()}`);
  location.reload();
  return true;
}
