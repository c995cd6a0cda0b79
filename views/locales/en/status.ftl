# Status pages, which everyone may read.
status-title = { $name } · Status
status-help = Get help now
status-help-hint = It stops your work? A person answers, at any hour.
status-overall-operational = Everything works.
status-overall-suspected = Something may be failing; we have not confirmed it yet.
status-overall-some-degraded = Part of it is slow or works only at times.
status-overall-all-degraded = All of it is slow or works only at times.
status-overall-some-partial = Part of it fails for some.
status-overall-partial = Part of it is down.
status-overall-major = All of it is down.
status-condition-operational = works
status-condition-degraded = slow or unsteady
status-condition-partial = fails for some
status-condition-major = down
status-components = Components
status-no-components = No components are named on this page yet.
status-now = Now
status-phase-investigating = We are looking for the cause
status-phase-identified = We know the cause
status-phase-monitoring = Mended; we watch it
status-phase-resolved = Over
status-since = since { $time }
status-affected = Concerned
status-over-by-itself = It works again for those who called us.
status-watched-by-itself = Those who called us say that it works again. We are watching it.
status-again-by-itself = Someone who called us says that it is broken again.
last-word-known = It works again.
last-word-impact = You can use everything as usual.
last-word-again = It is broken again.
last-word-again-impact = What we said was over is not: those who called us have it again.
status-late = The update promised for { $time } did not come. That is our fault, and we are asking for it.
status-moved = At { $time } the time of the next update was changed.
status-corrected = Put right on { $time }. Before, it said:
status-corrected-why = Why
status-taken-back = On { $time } something was taken out here that should not have stood here.
status-was = was
status-affected-none = It named no component.
status-estimate-none = It gave no estimate.
status-earlier = Earlier words ({ $count })
status-days = { $count } days ago
status-today = Today
status-uptime = { $percent } %
status-bar = Works { $percent } % of the last { $days } days.
status-bar-trouble = Works { $percent } % of the last { $days } days. Trouble on { $count } of them, last on { $day }; at worst: { $worst }.
status-bar-day = { $day } { $month }: { $lost }
status-lost-down = down { $span }
status-lost-some = failed for some { $span }
status-lost-both = down { $down }, failed for some { $some }
status-past = The last { $days } days
status-past-none = Nothing happened.
status-history = Everything that happened before
status-history-title = History
status-back = To the status now
status-own-page = This on a page of its own
status-lasted = lasted { $span }
status-zone = Times are those of { $zone }.
status-updated = Last change { $time }.
status-feed = Atom feed
status-rss = RSS feed
status-json = JSON
status-stale = This page is from { $ago }: the line to the server is cut. What stands here may be out of date.
status-printed = Printed { $time }, and anew at least every 15 minutes.
status-printed-once = Printed { $time }. Whoever put this copy here renews it by hand.
status-languages = Languages
status-seen = Seen to fail since { $time }: { $by }.
status-seen-alerts = { $count ->
    [one] 1 alert
   *[other] { $count } alerts
}
status-seen-programs = { $count ->
    [one] 1 program
   *[other] { $count } programs
}
status-seen-callers = customers who called us
status-seen-people = our engineers
status-seen-readers = { $count ->
    [one] 1 reader
   *[other] { $count } readers
}
status-lag = We say so since { $time }, { $span } later.
status-failing-since = Failing since { $time }.
status-seen-since = Seen to fail since { $time }.
status-failing-unsaid = Nothing was said of when it began.
status-was-over = It was over: { $time }.
status-over-afterwards = It is over.
status-written-afterwards = Written afterwards, { $time }.
status-mistake = Something stood here from { $from } to { $until } that was a mistake. It was taken off.
status-suspected = Not confirmed by us yet.
status-belied = At { $time } we said that it works again.
status-fails = It fails for me
status-fails-of = It fails for me: { $name }
status-fails-title = Thank you for telling us
status-fails-count = { $count ->
    [one] One reader said so in the last hour.
   *[other] { $count } readers said so in the last hour.
}
status-fails-next = Does it stop your work? A person answers now, at any hour.
status-promises = Promises of a next update that we kept in the last 90 days: { $kept } of { $all }.
status-estimates = Estimates of when it works again that held in the last 90 days: { $hits } of { $all }.
status-first-word = Time to the first word from a person in the last 90 days: at most { $half } for half of the calls, at most { $nine } for nine of ten.
status-overall-maintenance = Planned maintenance is under way.
status-condition-maintenance = under maintenance
status-maintenance = Planned maintenance
status-into-calendar = Add to your calendar
status-calendar = Calendar
status-stage-scheduled = Planned
status-stage-in-progress = Under way
status-stage-verifying = Done; we check it
status-stage-overrun = Longer than planned
status-stage-completed = Over
status-stage-cancelled = Cancelled
status-overdue = It should have been over by { $time }. We are still at it.
status-said-changed = It was planned anew.
status-said-reminder = It starts { $time }.
status-said-extended = It lasts until { $time }.
status-said-begun = It has begun.
status-said-verifying = The work is done; we check that all works.
status-said-overrun = It takes longer than planned.
status-said-completed = It is over.
status-said-cancelled = It does not take place.
status-announced = Announced until { $time }
status-months = Other months
status-history-more = And { $count } more, which do not fit here.
status-failed = Something failed for { $span }; planned maintenance is not counted.
own-nothing = Nothing is open in your name.
own-more = And { $count } more.
own-sites = Your sites: { $names }
own-sites-more = and { $count } more
own-has-it = { $name } has it.
own-ringing = We are ringing the engineer on duty.
own-since = Asked at { $time }.
reader-under = This page is for some readers only. Write your address at work: if it may read the page, you are sent a link of your own.
reader-email = Your e-mail address at work
reader-go = Send me the link
reader-sent-under = If this address may read the page, a letter with the link is on its way. The link works for { $days } days. If nothing comes within a few minutes, ask whoever told you of this page.
reader-again = Write another address

# What is said of a matter in hindsight.
review-title = Review
review-happened = What happened
review-cause = Why
review-change = What we change
review-course = It began on { $from } and was over on { $until }, { $span } later. What we said meanwhile:
