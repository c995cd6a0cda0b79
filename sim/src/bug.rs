//! Bugs planted on purpose, to measure whether the invariants would notice them.

macro_rules! bugs {
    ($($(#[doc = $doc:literal])* $bug:ident = $name:literal),* $(,)?) => {
        /// A mistake that the shell around the domain could make.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Bug {
            $($(#[doc = $doc])* $bug,)*
        }

        impl Bug {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$bug),*];

            /// Its name on the command line.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$bug => $name,)*
                }
            }
        }
    };
}

bugs! {
    /// Timers are looked up but nobody is woken.
    DroppedWake = "dropped-wake",
    /// Pages leave before the events that owe them are durable.
    SendBeforeCommit = "send-before-commit",
    /// What became of a delivery is never reported.
    ForgottenReport = "forgotten-report",
    /// Clients are answered before the commit.
    AnswerBeforeCommit = "answer-before-commit",
    /// After a commit of unknown outcome the commands are sent again under new ids.
    FreshIdAfterUnknown = "fresh-id-after-unknown",
    /// A repeat of a command is decided again.
    RepeatDecidedAgain = "repeat-decided-again",
    /// After a restart nobody is told that the installation stood still.
    SkippedResumed = "skipped-resumed",
    /// After a restart what is still owed is forgotten.
    ForgottenDebts = "forgotten-debts",
    /// The loser of an acceptance is told yes.
    TwoToldYes = "two-told-yes",
    /// A crash loses the last row although it was acknowledged.
    LostTail = "lost-tail",
    /// Pages leave late, without another look whether they are still wanted.
    LateUnchecked = "late-unchecked",
    /// Leases that ran out are never taken up again.
    DeadLeases = "dead-leases",
    /// After a crash the log's time runs backwards.
    ClockBack = "clock-back",
    /// After a crash two rows of the log have changed places.
    SwappedRows = "swapped-rows",
    /// Promises have no timer.
    LostPromiseTimer = "lost-promise-timer",
    /// Nobody is woken once the last stage of an escalation is reached.
    StopsAtLastStage = "stops-at-last-stage",
    /// A delivered page counts as accepted.
    DeliveryAccepts = "delivery-accepts",
    /// A call that ends without a key counts as accepted, as if a mailbox could.
    MailboxAccepts = "mailbox-accepts",
    /// A node sends what another node has claimed.
    ForeignClaims = "foreign-claims",
    /// While the store is away, timers are left alone.
    BareStandsStill = "bare-stands-still",
    /// While the store is away, nobody is rung for who calls.
    DeafWhileAway = "deaf-while-away",
    /// "Someone is in danger" is acknowledged, and nothing comes of it.
    LostDanger = "lost-danger",
    /// "Mine is different" is acknowledged, and nothing comes of it.
    LostDifference = "lost-difference",
    /// What is joined is moved without a look at whether anybody has, or is rung for, the target.
    JoinsToOver = "joins-to-over",
    /// Callers read how many have called as it was when the first of them looked.
    StaleCrowd = "stale-crowd",
    /// The status page is printed for words, and not when a promised one fails to come.
    StalePage = "stale-page",
    /// The page goes on naming the promise that was missed after a person has spoken.
    EternalApology = "eternal-apology",
    /// The page names the promise that was missed until the next one is missed as well.
    BriefApology = "brief-apology",
    /// Every caller of an incident is shown the time that one of them agreed to.
    AgreedShownToAll = "agreed-shown-to-all",
    /// A status page that does not want it tells what nobody has confirmed.
    SuspicionTold = "suspicion-told",
    /// Everyone is handed the page that was printed for an audience.
    AudienceTold = "audience-told",
    /// A status page goes by what people say alone, whatever machines go on seeing.
    WordsOverEvidence = "words-over-evidence",
    /// A page goes by its components alone: what names none stands below “everything works”.
    NamelessGreen = "nameless-green",
    /// The strips of a page forget what only machines saw, once they see it work.
    ForgetfulStrips = "forgetful-strips",
    /// A page says that it works once nobody who called needs help any more.
    CallersEndIt = "callers-end-it",
    /// Pages are written anew for what is told, and not for what is seen.
    LateEdition = "late-edition",
    /// A page suspects a fault by the number of calls, whoever they are of.
    EveryCallCounts = "every-call-counts",
    /// That customers call counts only while an alert fires.
    AlertsEndCalls = "alerts-end-calls",
    /// The strips of a page leave out what was written afterwards.
    LateWordsUnseen = "late-words-unseen",
    /// A page takes whatever maintenance lasts for announced.
    OverrunAnnounced = "overrun-announced",
    /// Rules by which callers join have no timer.
    EternalRule = "eternal-rule",
    /// Nobody is woken for the later rules of a person.
    LaterRulesLost = "later-rules-lost",
    /// A second message to a person within a minute is held back, as if it were noise.
    ThrottledSecond = "throttled-second",
    /// What is folded is forgotten with the message that counted it.
    FoldedForgotten = "folded-forgotten",
    /// A page shows everyone what is only for the verified.
    ShownToAll = "shown-to-all",
    /// What was rendered for whoever may read the most is shown to the others as well.
    SharedView = "shared-view",
    /// Whoever was removed goes on reading.
    RemovedReads = "removed-reads",
    /// That a contact's link was opened counts as their word.
    LinkProves = "link-proves",
    /// What is restricted is shown to everyone who looks.
    OpenRooms = "open-rooms",
    /// The caller's words end up in the reason of a report.
    WordsInReason = "words-in-reason",
    /// Whoever is asked and does not answer is waited for without end.
    LostAskTimer = "lost-ask-timer",
    /// A shared note never leaves.
    LostShareTimer = "lost-share-timer",
    /// Tests with the phone on silent have no timer.
    LostTestTimer = "lost-test-timer",
    /// Planned maintenance has no timer.
    LostMaintenanceTimer = "lost-maintenance-timer",
    /// Announcements have no timer.
    LostNoticeTimer = "lost-notice-timer",
    /// Another status page that is taken in again gets new ids.
    FreshImportIds = "fresh-import-ids",
    /// That a browser has ended a subscription counts as a failure that will pass.
    GoneForNow = "gone-for-now",
    /// Public text that waits has no timer.
    LostApprovalTimer = "lost-approval-timer",
    /// What customers are owed the day after has no timer.
    LostFollowUpTimer = "lost-follow-up-timer",
    /// What is snoozed is forgotten.
    LostSnoozeEnd = "lost-snooze-end",
    /// A file is named before it is stored.
    NamedBeforeStored = "named-before-stored",
    /// A page shows what was taken out.
    RedactedShown = "redacted-shown",
    /// A link opens the conversation that stands first in its incident.
    NeighbourShown = "neighbour-shown",
    /// A promise to call somebody has no timer.
    LostCallTimer = "lost-call-timer",
    /// That a page of a colleague was delivered counts as a yes.
    DeliveredAskJoins = "delivered-ask-joins",
    /// The stage of rehearsals is set as a copy of the real organisation, people and all.
    RealPeopleOnStage = "real-people-on-stage",
}

impl Bug {
    /// Whether it shows only in runs that last overnight.
    #[must_use]
    pub const fn takes_a_night(self) -> bool {
        matches!(self, Self::LostFollowUpTimer)
    }

    /// The bug of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|bug| bug.name() == name)
    }
}
