# Every page for callers: what stands around its content, and how times are told.

skip-link = Skip to the content
danger-first = Someone in danger? Call { $numbers } first.
footer-promise = We close nothing over your head. This line is open day and night.
footer-zone = Times on this page are those of { $zone }.
language-label = Language
page-title = { $page } · { $organisation }

# Spans of time. The short ones tick every second and stand after “in” or “for”.
span-seconds = { $count ->
    [one] 1 second
   *[other] { $count } seconds
}
span-minutes = { $count } min
span-hours = { $count ->
    [one] 1 hour
   *[other] { $count } hours
}
span-days = { $count ->
    [one] 1 day
   *[other] { $count } days
}
tick-seconds = { $count } s
tick-minutes = { $count } min
tick-hours = { $count } h
tick-days = { $count } days
tick-now = now
tick-moment = a moment
tick-late = late by { $span }

# A day and its time, as a calendar on the wall shows it. Monday is 1, January is 1.
time-day = { $weekday } { $day } { $month }, { $time }
time-weekday = { $number ->
    [1] Mon
    [2] Tue
    [3] Wed
    [4] Thu
    [5] Fri
    [6] Sat
   *[7] Sun
}
time-month = { $number ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
}

# The line to the server, as the page itself tells of it.
line-connected = Connected.
line-lost = No connection since { $time }. Nothing you wrote is lost; it is sent as soon as the line is back.
press-let-go = Not pressed: the page had only just changed here. Press again.
