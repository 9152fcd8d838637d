"""The demo: two made-up brands with half a year of fieldwork, loaded by `flask demo load` and by nothing else.

Everything goes through the services that the pages use, at back-dated moments; what cannot is in
`services/demo.py`. The same day of loading always gives the same figures; another day gives the same, moved.
"""
