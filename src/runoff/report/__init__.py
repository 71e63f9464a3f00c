"""Results as a page, and the page in every format; and the display while a race is on."""
