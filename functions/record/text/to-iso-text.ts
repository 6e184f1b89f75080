const msPerDay = 86_400_000;

let lastDay = Number.NaN;
let lastDate = '';

/** `new Date(ms).toISOString()`, which costs ten times as much: the records of a day share its date. */
export function toIsoText(ms: number): string {
  const day = Math.floor(ms / msPerDay);
  if (day !== lastDay) {
    lastDate = new Date(ms).toISOString().slice(0, -13);
    lastDay = day;
  }
  const rest = ms - day * msPerDay;
  const hours = Math.floor(rest / 3_600_000);
  const minutes = Math.floor(rest / 60_000) % 60;
  const seconds = Math.floor(rest / 1_000) % 60;
  return `${lastDate}${pair[hours]}:${pair[minutes]}:${pair[seconds]}.${String(rest % 1_000).padStart(3, '0')}Z`;
}

const pair = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));
