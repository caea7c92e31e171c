"""Named questions: their files, their answers, and the page about them."""
