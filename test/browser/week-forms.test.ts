import { forAWhileForms } from './forms/changes.ts'
import { weekForms } from './forms/week.ts'
import { inBrowser, putUp } from './stand.ts'

putUp()
inBrowser('the form of who stands in', forAWhileForms)
inBrowser('the forms of the week', weekForms)
