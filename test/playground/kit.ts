/** Block Kit in a few letters, for tests of its limits. */
export type Json = Record<string, unknown>

export const x = (n: number): string => 'x'.repeat(n)
export const many = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i))
export const plain = (n: number): Json => ({ type: 'plain_text', text: x(n) })
export const mrkdwn = (n: number): Json => ({ type: 'mrkdwn', text: x(n) })
export const option = (i: number, text = 5): Json => ({ text: plain(text), value: `v${i}` })
export const actions = (...elements: Json[]): Json => ({ type: 'actions', elements })
export const button = (more: Json): Json => actions({ type: 'button', action_id: 'b', text: plain(5), ...more })
export const input = (element: Json, more: Json = {}): Json => ({ type: 'input', label: plain(5), element, ...more })
export const typed = (more: Json): Json => input({ type: 'plain_text_input', action_id: 't', ...more })
export const confirm = (more: Json): Json => {
  const dialog = { title: plain(5), text: plain(5), confirm: plain(2), deny: plain(2), ...more }
  return button({ confirm: dialog })
}
export const select = (more: Json): Json => actions({ type: 'static_select', action_id: 's', ...more })
export const image = (more: Json): Json => ({
  type: 'image',
  image_url: 'https://a.example/b.png',
  alt_text: 'a',
  ...more,
})
export const labels = (n: number): string[] => many(n, (i) => `c${i}`)
export const series = (points: number, name = 'late'): Json => ({
  name,
  data: labels(points).map((label) => ({ label, value: -1 })),
})
export const lines = (points: number, count = 1): Json => ({
  type: 'line',
  series: many(count, (i) => series(points, `s${i}`)),
  axis_config: { categories: labels(points) },
})
export const chart = (more: Json = {}): Json => ({
  type: 'data_visualization',
  title: 'Late',
  chart: lines(3),
  ...more,
})
export const pie = (n: number, label = 3): Json => {
  const segments = many(n, (i) => ({ label: `${i}`.padEnd(label, 'x'), value: 1 }))
  return chart({ chart: { type: 'pie', segments } })
}
export const cell = (n: number): Json => ({ type: 'raw_text', text: x(n) })
export const rows = (n: number, width: number, text = 1): Json[][] => many(n, () => many(width, () => cell(text)))
export const data = (more: Json): Json => ({ type: 'data_table', caption: 'Weeks', rows: rows(2, 2), ...more })
export const thumb = (i: number, more: Json = {}): Json => ({
  type: 'icon_button',
  action_id: `i${i}`,
  icon: 'trash',
  text: plain(3),
  ...more,
})

export const clean = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

export const modal = (more: Json): Json => ({
  type: 'modal',
  title: plain(5),
  blocks: [{ type: 'divider' }],
  ...more,
})
export const home = (...blocks: Json[]): Json => ({ type: 'home', blocks })
