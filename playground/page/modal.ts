import { createElement as h, type ReactNode } from 'react'
import { href } from './address.ts'
import { drawBlocks } from './blocks.ts'
import type { Desk } from './desk.ts'
import { hidden } from './elements.ts'
import { textOf } from './parts.ts'

/** The open form: the top of the stack, with how many lie under it. */
export function modalLayer({ seen, state, person, address }: Desk): ReactNode {
  const view = seen.stack.at(-1)
  if (!view) return null
  const back = href(address)
  const below = seen.stack.length - 1
  const title = textOf(view.title)
  return h(
    'div',
    { className: 'shade' },
    h(
      'form',
      {
        method: 'post',
        action: '/act/submit',
        className: 'modal',
        role: 'dialog',
        tabIndex: -1,
        'aria-modal': true,
        'aria-label': title,
        noValidate: true,
        'data-view': view.id,
      },
      ...hidden({ as: person.id, back, on: 'form', view: view.id }),
      // Enter in a field presses the first button of a form; this one submits.
      view.submit
        ? h('button', { type: 'submit', className: 'hidden', tabIndex: -1, 'aria-hidden': true }, 'Submit')
        : null,
      h(
        'header',
        null,
        h('h2', null, title),
        below > 0 ? h('small', null, `over ${below} open form${below > 1 ? 's' : ''}`) : null,
        h(
          'button',
          {
            type: 'submit',
            className: 'close',
            formAction: '/act/close',
            formNoValidate: true,
            'aria-label': 'Close this form',
          },
          '×',
        ),
      ),
      h('div', { className: 'inside' }, ...drawBlocks(state, view.blocks, { as: person.id, back, on: 'form', view })),
      h(
        'footer',
        null,
        h(
          'button',
          { type: 'submit', className: 'button', formAction: '/act/close', formNoValidate: true },
          textOf(view.close) || 'Cancel',
        ),
        view.submit
          ? h(
              'button',
              { type: 'submit', className: 'button primary', disabled: view.submit_disabled },
              textOf(view.submit),
            )
          : null,
      ),
    ),
  )
}

/** Changes whenever the form must be drawn anew, and only then: what is typed stays in the browser until it is sent. */
export const modalState = ({ seen }: Desk): string => {
  const view = seen.stack.at(-1)
  return view ? JSON.stringify([view.id, view.hash, view.errors, seen.stack.length]) : ''
}
