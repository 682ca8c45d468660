/** Opens the draft of what the customer reads of a newcomer; the change is the value. */
export const OPEN_WELCOME = 'contact.welcome.open'
