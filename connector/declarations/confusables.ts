/** Letters of other scripts that look like Latin letters and make a wrong name look right. */

const pairs =
  "аa вb сc ԁd еe ґr ғf ԍg гr һh нh іi їi ıi јj кk ӏl мm пn оo рp ԛq ѕs тt уy ѵv ԝw ѡw хx үy АA ВB СC ЕE НH ІI ЈJ КK МM ОO РP ЅS ТT УY ХX ҮY " +
  "αa βb γy δd εe ηn ιi κk μm νv οo ρp ςs σo τt υu χx ωw ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX " +
  "ɑa ɡg ɩi ոn օo սu հh ᴀa ᴏo ᴘp ᴇe";

const latin = new Map(pairs.split(" ").map((pair) => [pair.slice(0, -1), pair.slice(-1)]));

/** Returns the text with lookalike letters replaced by Latin ones, after NFKD and without marks. */
export function asLatin(text: string): string {
  if (/^[\0-\x7f]*$/.test(text)) return text;
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "");
  return plain.replace(/./gsu, (char) => latin.get(char) ?? char);
}
