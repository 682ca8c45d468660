import { alertForms } from './forms/alert.ts'
import { changeForms } from './forms/changes.ts'
import { customerForms } from './forms/customer.ts'
import { inBrowser, putUp } from './stand.ts'

putUp()
inBrowser('the forms under an update', customerForms)
inBrowser('the forms of who comes and who leaves', changeForms)
inBrowser('the forms of an alert', alertForms)
