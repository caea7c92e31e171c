"""Why two articles are one family or not: `wirecopy explain`. Everything is read from the published file.

`comparing` does their comparison afresh with the run's own functions, `facts` reads what is stored,
`explanation` puts both together, `verdict` says it in words, `printing` shows it.
"""
