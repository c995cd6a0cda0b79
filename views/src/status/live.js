// Keeps a status page true, and says when it cannot.
(() => {
  const page = document.documentElement.dataset;
  const note = document.getElementById("stale");
  const MINUTE = 60e3;
  // A server prints every 15 minutes whatever happens; a page older than this is no longer renewed.
  const RENEWED = 20 * MINUTE;
  let printed = Date.parse(page.printed);
  // By how much the server's clock is ahead of this one, as far as it is known.
  let ahead = Math.max(0, printed - Date.now());
  let heard = Date.now();
  let from = heard - printed < RENEWED ? heard : printed;
  let next = heard;
  let asking = false;
  let line = null;
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });
  const alive = () => { from = heard = Date.now(); };

  async function ask() {
    const answer = await fetch(location.pathname + location.search, { cache: "no-cache" });
    const text = answer.ok ? await answer.text() : "";
    const fresh = new DOMParser().parseFromString(text, "text/html");
    const theirs = fresh.documentElement.dataset;
    if (!theirs.edition) throw new Error("no status page");
    const date = Date.parse(answer.headers.get("date"));
    if (date) ahead = date + 1e3 * (answer.headers.get("age") || 0) - Date.now();
    printed = Date.parse(theirs.printed);
    alive();
    if (theirs.edition !== page.edition) swap(fresh, theirs.edition);
  }

  function renew() {
    if (asking) return;
    asking = true;
    // Thousands read: they come one after the other.
    setTimeout(() => ask().catch(() => {}).finally(() => { asking = false; }), Math.random() * 1e3);
  }

  const name = (box) => box.id || box.closest("[id]").id;

  function swap(fresh, edition) {
    const look = (of) => of.querySelector("style").textContent;
    if (look(fresh) !== look(document)) return location.reload();
    const open = [...document.querySelectorAll("main details[open]")].map(name);
    const focus = document.activeElement?.id;
    const said = document.querySelector(".overall")?.textContent;
    for (const part of ["title", "header", "main", "footer"]) {
      const now = fresh.querySelector(part);
      if (now) document.querySelector(part)?.replaceWith(now);
    }
    for (const box of document.querySelectorAll("main details")) box.open ||= open.includes(name(box));
    if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
    const says = document.querySelector(".overall")?.textContent;
    if (says !== said) document.getElementById("said").textContent = says;
    page.edition = edition;
    count();
  }

  function listen() {
    line = new EventSource(page.live);
    line.addEventListener("edition", ({ data }) => {
      alive();
      if (data !== page.edition) renew();
    });
    line.addEventListener("beat", ({ data, lastEventId }) => {
      alive();
      printed = Date.parse(data);
      const at = Date.parse(lastEventId);
      if (at) ahead = at - Date.now();
    });
    // Where there is no seat, we ask now and then.
    line.onerror = () => {
      if (line?.readyState === EventSource.CLOSED) line = null;
    };
  }

  function far(millis) {
    const minutes = Math.round(millis / MINUTE);
    return Math.abs(minutes) < 120 ? words.format(minutes, "minute") : words.format(Math.round(minutes / 60), "hour");
  }

  function long(millis) {
    const minutes = Math.round(millis / MINUTE);
    const [count, unit] = minutes < 120 ? [minutes, "minute"] : [Math.round(minutes / 60), "hour"];
    const style = { style: "unit", unit, unitDisplay: "long" };
    return new Intl.NumberFormat(document.documentElement.lang, style).format(count);
  }

  const ago = (millis) => millis < 1.5 * MINUTE ? words.format(-Math.round(millis / 1e3), "second") : far(-millis);
  const write = (box, text) => { if (box.textContent !== text) box.textContent = text; };

  // How far off the next word is. Nothing here is a live region, so that nobody is interrupted.
  function count() {
    const now = Date.now() + ahead;
    for (const box of document.querySelectorAll("[data-by]")) {
      const left = Date.parse(box.dataset.by) - now;
      write(box, left < 0 ? box.dataset.late.replace("{span}", long(-left)) : far(left));
    }
  }

  function look() {
    const now = Date.now();
    const silent = now - heard > (line ? 45e3 : 200e3);
    if (now >= next) {
      next = now + MINUTE * (1 + Math.random());
      if (!line && page.live && "EventSource" in window) listen();
      if (silent || !page.live || line?.readyState !== EventSource.OPEN) renew();
    }
    const old = now + ahead - printed > RENEWED;
    const since = silent ? from : printed - ahead;
    note.hidden = !silent && !old;
    write(note, note.hidden ? "" : note.dataset.says.replace("{ago}", ago(now - since)));
    count();
  }

  const start = () => {
    next = Date.now() + (page.live ? 20e3 : 0);
    if (page.live && "EventSource" in window) listen();
    look();
  };
  start();
  setInterval(look, 5e3);
  addEventListener("online", () => { next = 0; look(); });
  addEventListener("pageshow", (event) => event.persisted && start());
  // An open line would keep the page out of the back-forward cache.
  addEventListener("pagehide", () => { line?.close(); line = null; });
})();
