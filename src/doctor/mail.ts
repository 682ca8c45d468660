import { readMail } from '#platform/config.ts'
import { Refusal } from '#platform/errors.ts'
import { knock } from '#platform/mail.ts'
import { type Finding, fine, mend, note } from './finding.ts'

/** Greets the mail server and logs in; sends nothing. */
export async function aboutMail(env: Record<string, string | undefined>, timeoutMs: number): Promise<Finding[]> {
  let mail: ReturnType<typeof readMail>
  try {
    mail = readMail(env)
  } catch (error) {
    // What is wrong with it stands among what is wrong with the configuration.
    if (error instanceof Refusal) return []
    throw error
  }
  if (!mail)
    return [
      note('E-mail', 'is off (SMTP_URL is empty). Owners get the words for buyers who are not in Slack, to pass on.'),
    ]
  const host = URL.parse(mail.url)?.host
  try {
    await knock({ ...mail, timeoutMs: timeoutMs / 2 })
    return [fine('E-mail', `${host} takes our letters, from ${mail.from.address}.`), ...aboutLinks(env)]
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return [mend('E-mail', `${host} does not let us in: ${why}. Check SMTP_URL.`)]
  }
}

/** Whether a letter can lead to the page on which a newcomer without Slack confirms. */
function aboutLinks(env: Record<string, string | undefined>): Finding[] {
  const lacks = ['PUBLIC_URL', 'SECRET_KEY'].filter((name) => !env[name])
  if (lacks.length === 0) return []
  const words = `are off (${lacks.join(' and ')} ${lacks.length === 1 ? 'is' : 'are'} empty).`
  return [
    note(
      'Links in letters',
      `${words} Newcomers who are not in Slack are not asked by letter for what only they can confirm.`,
    ),
  ]
}
