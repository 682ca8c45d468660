import type { Block } from '../../blocks/kit.ts'

/** What a form sends when nothing in it was touched, with what was typed instead by block id. */
export const typedInto = (view: { blocks: Block[] }, typed: Record<string, string> = {}) =>
  Object.fromEntries(
    view.blocks
      .filter(({ type }) => type === 'input')
      .map((block) => {
        const { initial_value, initial_date, initial_option } = block['element'] as Record<string, unknown>
        const value = typed[block.block_id!] ?? initial_value
        return [block.block_id!, { value: { value, selected_date: initial_date, selected_option: initial_option } }]
      }),
  )
