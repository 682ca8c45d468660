import { expect, it } from '@jest/globals'
import { page } from '../../playground/page/routes.ts'
import { startTown } from './town.ts'

it('the page says in a sentence that something behind it has stopped, and what to do', async () => {
  const next = () => Promise.reject(new Error('The database is gone'))
  const goal = { label: 'To Friday 09:30', weekday: 5, time: '09:30' }
  const town = await startTown({ routes: (web, self) => web.route('/', page(self, { goal, next })) })
  const answer = await fetch(town.url)
  expect(answer.status).toBe(500)
  expect(await answer.text()).toMatch(/something behind it has stopped.*Ctrl\+C.*start it anew/s)
  await town.stop()
})
