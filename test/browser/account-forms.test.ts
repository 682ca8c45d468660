import { accountForms, lastForm } from './forms/account.ts'
import { channelForms } from './forms/channel.ts'
import { peopleForms } from './forms/people.ts'
import { troubleForms } from './forms/troubles.ts'
import { inBrowser, putUp } from './stand.ts'

putUp()
inBrowser('the forms of an account', accountForms)
inBrowser('the forms of everybody on an account', peopleForms)
inBrowser('the form of who reads in a channel', channelForms)
inBrowser('the buttons of a message in trouble', troubleForms)
inBrowser('the last form of an account', lastForm)
