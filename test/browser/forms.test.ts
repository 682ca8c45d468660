import { describe, jest } from '@jest/globals'
import { accountForms, lastForm } from './forms/account.ts'
import { alertForms } from './forms/alert.ts'
import { changeForms } from './forms/changes.ts'
import { channelForms } from './forms/channel.ts'
import { customerForms } from './forms/customer.ts'
import { peopleForms } from './forms/people.ts'
import { troubleForms } from './forms/troubles.ts'
import { weekForms } from './forms/week.ts'
import { hasBrowser, putUp } from './stand.ts'

// A machine that is busy with other things is slow at it, and rightly all the same.
jest.setTimeout(240_000)

const inBrowser = hasBrowser ? describe : describe.skip

putUp()
inBrowser('the forms of an account', accountForms)
inBrowser('the forms of everybody on an account', peopleForms)
inBrowser('the form of who reads in a channel', channelForms)
inBrowser('the forms of who comes and who leaves', changeForms)
inBrowser('the buttons of a message in trouble', troubleForms)
inBrowser('the forms under an update', customerForms)
inBrowser('the forms of the week', weekForms)
inBrowser('the forms of an alert', alertForms)
inBrowser('the last form of an account', lastForm)
