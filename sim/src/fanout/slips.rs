//! The mistakes that are planted, and what a run comes to.

/// A mistake planted in the shell around the room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    /// What failed for now is never tried again.
    ForgottenRepeats,
    /// A node sends what another one has claimed.
    ForeignSlices,
    /// What became of a slice is never said.
    LostReports,
    /// A slice leaves long after its lease.
    SendsLate,
    /// Who has left is written to all the same.
    SendsToGone,
    /// Where there are many words, the oldest is thrown away although some wait for it.
    MakesRoom,
    /// That a domain asked us to slow down is not passed on.
    NeverSlows,
    /// Many text messages leave although nobody pressed.
    UnaskedTexts,
    /// What comes back before its report is dropped.
    LosesEarlyReturns,
    /// Somebody is handed the words as others may read them.
    OthersVersion,
    /// Nobody writes down by which link somebody came.
    ForgetsLinks,
    /// What waits for somebody's hour leaves with whatever leaves first.
    TakesAlong,
    /// What was left out of a letter is not reported.
    CountsLeftOut,
    /// A program is posted how a component fares when it is posted, and not what was written down.
    PostsWhatIsNow,
    /// That nobody is to be told of a word is not passed on.
    TellsAnyway,
    /// What never was is taken back from those who were not told, and those who were hear nothing.
    SilentMistake,
}

impl Slip {
    /// All of them.
    pub const ALL: [Self; 16] = [
        Self::ForgottenRepeats,
        Self::ForeignSlices,
        Self::LostReports,
        Self::SendsLate,
        Self::SendsToGone,
        Self::MakesRoom,
        Self::NeverSlows,
        Self::UnaskedTexts,
        Self::LosesEarlyReturns,
        Self::OthersVersion,
        Self::ForgetsLinks,
        Self::TakesAlong,
        Self::CountsLeftOut,
        Self::PostsWhatIsNow,
        Self::TellsAnyway,
        Self::SilentMistake,
    ];
}

/// What a run came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// The promise that was broken, if one was.
    pub failure: Option<String>,
    /// How many words reached somebody.
    pub delivered: u64,
    /// How many of these were second copies after a crash.
    pub copies: u64,
    /// How many gave way to a later word.
    pub collapsed: u64,
    /// How often a node died.
    pub crashes: u64,
    /// How many words were at hand at most.
    pub at_hand: u64,
    /// How many were given up because too many were under way.
    pub given_up: u64,
    /// How often a domain asked us to slow down.
    pub asked: u64,
    /// How many messages came back.
    pub returned: u64,
    /// How many words to many telephones a person let go.
    pub pressed: u64,
    /// How often a telephone said STOP.
    pub stopped: u64,
    /// How often a program read that a component turned.
    pub turned: u64,
    /// How many of these posts it was posted once more.
    pub again: u64,
    /// How many words nobody was to be told of.
    pub quiet: u64,
    /// How often somebody was told that what they had been told never was.
    pub mistaken: u64,
    /// How many words were left out of letters because they were not for their readers any more.
    pub left_out: u64,
}
