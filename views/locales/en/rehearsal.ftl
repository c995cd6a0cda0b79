# A rehearsal: the same pages, and nobody is rung.

rehearsal-title = Rehearsal
rehearsal-mark = Rehearsal: rings nobody.
rehearsal-real-door = The real door
rehearsal-real = This is real: ring now
rehearsal-explained = You rehearse. Nobody was rung; an acted engineer answers in a few seconds, so that you see the whole way.
rehearsal-invitation = Only trying it out? Rehearse here: it rings nobody.

# What the acted engineer says.
rehearsal-hello = Hello, I am only acted: this is a rehearsal, and nobody was rung. In a real call a person reads what you wrote and answers here. Write something back, as you would.
rehearsal-thanks = Thank you, that arrived. In a real call this is where we would work on it together. Next you get an update, with the time of the one after it.
rehearsal-aside = That arrived as well. I am only acted; if this is real, press “This is real: ring now” at the top.
rehearsal-known = This is a rehearsal. Here stands what we know.
rehearsal-impact = Here stands what it means for you.
rehearsal-workaround = Here stands what you can do meanwhile.
rehearsal-next = Here stands what we do next.
