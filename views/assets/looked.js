// Remembers when this reader last had the room in sight, so that the next load marks what is new.

const SECONDS_OF_A_MONTH = 30 * 24 * 3600;

addEventListener("pagehide", look);
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && look());

function look() {
  const seen = Math.floor(Date.now() / 1000);
  document.cookie = `seen=${seen}; path=${location.pathname}; max-age=${SECONDS_OF_A_MONTH}; samesite=lax`;
}
