// Asks once for what is new, for networks that break event streams: the answer is the same event-stream text, ended.

export async function ask(url, signal) {
  const answer = await fetch(url, { signal, cache: "no-store", headers: { Accept: "text/event-stream" } });
  if (answer.status === 404 || answer.status === 410) return [{ event: "gone", data: "", id: "" }];
  if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
  const blocks = (await answer.text()).split(/\r?\n\r?\n/);
  return blocks.map(read).filter((found) => found.event);
}

export function read(block) {
  const found = { event: "", id: "", data: [] };
  for (const row of block.split(/\r?\n/)) {
    const [, name, value] = /^(event|id|data): ?(.*)$/.exec(row) ?? [];
    if (name === "data") found.data.push(value);
    else if (name) found[name] = value;
  }
  return { ...found, data: found.data.join("\n") };
}
