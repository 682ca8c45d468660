// React reads this once, when it is loaded, so this file is imported before all others here. As it comes, it checks every
// element each time it draws, which takes five times as long; the page is drawn several times a second.
process.env['NODE_ENV'] = 'production'
