interface KeyGroup {
  title: string;
  /** Keys as they are written on them, and what they do. */
  keys: readonly (readonly [keys: readonly string[], does: string])[];
}

/**
 * Every key of the inspector, by where it works; `tests/keys.test.ts` keeps the list true. `withCommand` names a key held
 * together with Ctrl or ⌘, which are called by another name on each system. `live`: there is something to pause and to follow.
 */
export const keyGroups = (withCommand: (key: string) => string, live: boolean): readonly KeyGroup[] => [
  {
    title: "Records",
    keys: [
      [["↓", "↑", "j", "k"], "Next record down, up"],
      [["PgUp", "PgDn"], "A page up, down"],
      [["Home", "End"], live ? "First, last; at the head the list follows" : "First, last"],
      [["Enter", "o"], "Open its detail"],
      [["d"], "Next detail view"],
      [["i"], "Only the records of this item"],
      [["[", "]"], "Older, newer version of the item"],
      [["←", "→"], "The same, among the versions"],
      [["c"], "Compare this version with others"],
      [["x"], "Choose this record too, or not"],
      [["⇧j", "⇧k"], "Choose the next too, as ⇧↓ ⇧↑ do"],
      [[withCommand("A")], "Choose all that are loaded"],
      [["Esc"], "Choose none"],
    ],
  },
  {
    title: "Filter",
    keys: [
      [["↓", "↑"], "What it can hold, filters used before"],
      [["Tab"], "Take what is offered"],
      [["Enter"], "Use it, and to the list"],
      [["Esc"], "Put back what was used, to the list"],
    ],
  },
  {
    title: "Everywhere",
    keys: [
      [["/"], "Filter"],
      [[withCommand("K")], "Actions, captures, shards by name"],
      [["g"], "Go to a time"],
      ...(live ? [[["Space"], "Pause the view, resume"] as const] : []),
      [["e"], "Export"],
      [["t"], "Light, dark"],
      [["?"], "These keys"],
      [["Esc"], "Close what is open, back to the list"],
    ],
  },
  {
    title: "Shards",
    keys: [
      [["↓", "↑"], "Next shard down, up"],
      [["PgUp", "PgDn"], "A page up, down"],
      [["Home", "End"], "First, last"],
      [["→", "←"], "Open, close; then its child, its parent"],
      [["*"], "Open all that stand beside it"],
      [["0…9", "a…z"], "To the next whose name begins so"],
      [["Enter"], "Only its records, or those of all"],
      [["Space"], "Its records too, or not"],
      [[withCommand("C")], "Copy its id"],
      [["Esc"], "Put its card away"],
    ],
  },
  {
    title: "Timeline",
    keys: [
      [["←", "→"], "A bar back, on; with ⇧ ten"],
      [["↑", "↓"], "Next lane up, down"],
      [["Home", "End"], "Begin, end of what is shown"],
      [["PgUp", "PgDn"], "Scroll back, on"],
      [["Enter"], "Go to this time"],
      [["+", "−"], "Look closer, wider"],
      [["0"], "Show all"],
      [["Esc"], "Put the card away; then show all"],
    ],
  },
  {
    title: "Begin and end of the range",
    keys: [
      [["←", "→", "↓", "↑"], "Earlier, later; with ⇧ ten times"],
      [["PgDn", "PgUp"], "Much earlier, much later"],
      [["Home", "End"], "As early, as late as it goes"],
      [["Esc"], "All times again"],
    ],
  },
];
