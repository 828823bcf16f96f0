"""One Reflex state class per page or concern: takes the browser's values, asks the shop one thing, sets views.

Every public method is an endpoint that anybody can call with anything. Who asks comes from the session
header that ``web.session`` puts in place of the cookie, never from an argument.
"""
