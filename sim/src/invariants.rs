//! The promises as checkers: each sees everything that happens and says when a promise is broken.
//!
//! Their numbers are those of the list that the product was designed by. What the simulator cannot
//! see is held elsewhere: that a message stands once and in its place after a lost connection
//! (I12, its other half), that a page says since when its connection is lost (I13) and that a
//! telephone always has a live document (I16) by stories on the real program with a browser and a
//! carrier; that an outside alarm exists when the path is broken (I19) by the stories of `drill`;
//! that memory and queues are bounded under a flood (I20) by `flood` here and by its benchmark;
//! monitors (I21) are not there yet.
//!
//! I7 has no file of its own: that nobody is rung for what is over after a stop or a leap of the
//! clock is seen by `i06_quiet_after`. It goes by the log alone, which no restart and no clock
//! touches: when an incident was accepted or settled by a row, each message that leaves later is
//! held against that row, whichever life of whichever node sends it. Crashes, stops and leaps are
//! injected in every run, and `i09_stages` asks that time which the installation stood still moves
//! nothing on.
//!
//! Of I13 the half that the domain decides is seen here: `i10_promises` reads the page and asks
//! that it never goes on promising what has passed, `i24_groups` that callers read how many have
//! called as it is, and `i01_never_at_rest` that somebody is being reached while nobody has it. The
//! other half, that a page whose line is cut says so and since when, needs a browser that loses its
//! line: the stories `interrupted` in `server/tests/browser` hold it.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::deliveries::{About, Outcome};
use domain::redactions::Place;
use domain::words::{
    BulletinId, CommandId, DeliveryId, EmergencyId, FileId, IncidentId, Level, ParticipantId,
    PersonKey, Timestamp,
};
use domain::{Event, State};
use journal::{Answer, Head, Record};

use crate::requests::Request;
use crate::watched::Look;

mod i01_never_at_rest;
mod i02_kept;
mod i03_log;
mod i04_outbox;
mod i05_first_page;
mod i06_quiet_after;
mod i08_one_acceptor;
mod i09_stages;
mod i10_promises;
mod i11_once;
mod i12_conversation;
mod i14_taint;
mod i14_walls;
mod i15_nobody;
mod i17_erased;
mod i18_replay;
mod i22_liveness;
mod i23_alerts;
mod i23_calls;
mod i24_folds;
mod i24_groups;
mod i25_rooms;
mod i26_rehearsal;
mod i27_restricted;
mod i28_call_backs;
mod i28_shown;
mod i28_tests;
mod i29_evidence;
mod i31_maintenance;
mod i32_follow_ups;
mod i32_readers;
mod i33_approvals;
mod i34_notices;
mod i35_imports;
mod i36_devices;
mod i37_watched;
mod no_spin;
mod personal;

/// Something that an invariant can see.
pub enum Seen<'a> {
    /// Where the log ends now.
    Head {
        /// Says the store.
        stored: Head,
    },
    /// A row that was stored.
    Row {
        /// As it is stored.
        row: &'a Record,
        /// What it says.
        event: &'a Event,
        /// The state before it.
        before: &'a State,
        /// The state after it.
        after: &'a State,
    },
    /// All rows of one command were seen.
    Settled,
    /// A client was told something.
    Told {
        /// What it had asked.
        request: &'a Request,
        /// What it was told.
        answer: &'a Answer,
    },
    /// A node has decided a batch.
    Decided {
        /// Whether a timer was among it.
        woke: bool,
        /// At which instant.
        now: Timestamp,
        /// When it wants to be woken next.
        due: Option<Timestamp>,
    },
    /// A message leaves.
    Sending {
        /// Which.
        delivery: DeliveryId,
        /// About what.
        about: &'a About,
        /// Under which claim.
        fence: u32,
    },
    /// A page of the customer's side is looked at.
    Shown {
        /// Of which emergency.
        emergency: EmergencyId,
        /// By whom.
        participant: ParticipantId,
        /// The levels of the tagged messages that are there whole.
        levels: &'a [Level],
    },
    /// A caller, or a colleague of theirs, reads their page as it is rendered.
    Page {
        /// Whose emergency it is.
        caller: usize,
        /// All that stands there.
        html: &'a str,
    },
    /// The bytes of a file lie where they survive everything.
    Shelved {
        /// Which file.
        file: FileId,
    },
    /// A caller looks at their page.
    OnPage {
        /// The messages that stand there whole.
        places: &'a [Place],
    },
    /// A carrier has answered.
    Returned {
        /// About which message.
        delivery: DeliveryId,
        /// What.
        outcome: &'a Outcome,
    },
    /// A caller read how many have called about their fault.
    Read {
        /// The state that it was read from.
        state: &'a State,
        /// About which incident.
        incident: IncidentId,
        /// How many.
        callers: u32,
    },
    /// A caller looked at by when they hear next.
    PromiseRead {
        /// The state that it was read from.
        state: &'a State,
        /// Which caller.
        emergency: EmergencyId,
        /// By when, as it is shown.
        by: Timestamp,
    },
    /// A reader looked at the status page.
    PageRead {
        /// Of which matter.
        bulletin: BulletinId,
        /// By when it promises the next word.
        next_by: Timestamp,
        /// Which promise it says was not kept.
        missed: Option<Timestamp>,
    },
    /// A reader looked at how a component fares.
    PartRead {
        /// By the clock of the log.
        now: Timestamp,
        /// Whether that page tells what is suspected.
        open: bool,
        /// Whether it says that the component works.
        works: bool,
        /// Whether it says, beside that, that it was seen to fail.
        suspects: bool,
        /// Whether the sentence above it says that everything works.
        all_works: bool,
        /// From when until when its strip says that it failed.
        bad: Vec<(Timestamp, Option<Timestamp>)>,
    },
    /// A reader looked at a page of what customers call about and what is maintained.
    Watched {
        /// What they found.
        look: &'a Look,
    },
    /// Somebody who has proved nothing read the status page.
    PublicRead {
        /// Whether anything in it is for an audience only.
        tainted: bool,
    },
    /// A person looked at what may be shown to them.
    Peeked {
        /// The state that it was made from.
        state: &'a State,
        /// Who.
        person: &'a PersonKey,
        /// Of which restricted incidents any words were in it.
        readable: &'a [IncidentId],
    },
    /// A moment after something happened, or a while in which nothing did.
    Moment,
    /// A rehearsal was held beside the run.
    Staged {
        /// What became of its stage.
        stage: &'a State,
    },
    /// The faults have ended.
    Healed,
    /// The run is over.
    End {
        /// Every row.
        whole: &'a [Record],
        /// The state of every node that is up.
        live: &'a [Arc<State>],
    },
}

/// A node that has been without its store for so long that it must have gone on by itself.
pub struct Cut<'a> {
    /// What it goes by: its copy, or the last durable state while it has needed none.
    pub state: &'a State,
    /// What its clock says.
    pub now: Timestamp,
    /// Whether somebody's cry for help reached it and was not rung for.
    pub unheard: bool,
}

/// What is known of the world.
pub struct View<'a> {
    /// Milliseconds since the start.
    pub now: u64,
    /// What the log's clock says, by the node furthest behind; nothing while all are down.
    pub log_now: Option<Timestamp>,
    /// Until when something was disturbed.
    pub rough_until: u64,
    /// How often a clock jumped or a node stood still.
    pub jumps: u64,
    /// How long no node was up, in all.
    pub down_total: u64,
    /// What each node goes by that is up and has been without its store for long; of moments only,
    /// because it is long to look for.
    pub bare: Vec<Cut<'a>>,
    /// The state by the log, whatever any node believes.
    pub truth: &'a State,
    /// Everything that humans asked.
    pub requests: &'a [Request],
    /// Which of these a command was.
    pub by_command: &'a BTreeMap<CommandId, usize>,
}

impl View<'_> {
    /// What the log's clock says, if nothing was disturbed for so many milliseconds.
    #[must_use]
    pub fn calm_now(&self, length: u64) -> Option<Timestamp> {
        self.log_now.filter(|_| self.now >= self.rough_until + length)
    }
}

/// A promise.
pub trait Invariant {
    /// Its name.
    fn name(&self) -> &'static str;

    /// Looks at something.
    ///
    /// # Errors
    /// A sentence that says how the promise was broken.
    fn check(&mut self, seen: &Seen<'_>, view: &View<'_>) -> Result<(), String>;
}

/// All of them, in the order in which they look.
#[must_use]
pub fn all() -> Vec<Box<dyn Invariant>> {
    vec![
        Box::<i03_log::Log>::default(),
        Box::<i18_replay::Replay>::default(),
        Box::<i02_kept::Kept>::default(),
        Box::<i04_outbox::Outbox>::default(),
        Box::<i05_first_page::FirstPage>::default(),
        Box::<i06_quiet_after::QuietAfter>::default(),
        Box::<i08_one_acceptor::OneAcceptor>::default(),
        Box::<i09_stages::Stages>::default(),
        Box::<i10_promises::Promises>::default(),
        Box::<i11_once::Once>::default(),
        Box::<i12_conversation::Conversation>::default(),
        Box::<i14_walls::Walls>::default(),
        Box::<i14_taint::Taint>::default(),
        Box::<i15_nobody::Nobody>::default(),
        Box::<personal::PersonalWords>::default(),
        Box::<i23_calls::Calls>::default(),
        Box::<i24_folds::Folds>::default(),
        Box::<i17_erased::Erased>::default(),
        Box::<no_spin::NoSpin>::default(),
        Box::<i01_never_at_rest::NeverAtRest>::default(),
        Box::<i22_liveness::Liveness>::default(),
        Box::<i23_alerts::Alerts>::default(),
        Box::<i24_groups::Groups>::default(),
        Box::<i25_rooms::Rooms>::default(),
        Box::<i26_rehearsal::Rehearsal>::default(),
        Box::<i28_call_backs::CallBacks>::default(),
        Box::<i27_restricted::Restricted>::default(),
        Box::<i28_shown::Shown>::default(),
        Box::<i28_tests::Tests>::default(),
        Box::<i31_maintenance::Maintenance>::default(),
        Box::<i32_follow_ups::FollowUps>::default(),
        Box::<i33_approvals::Approvals>::default(),
        Box::<i34_notices::Notices>::default(),
        Box::<i35_imports::Imports>::default(),
        Box::<i36_devices::Devices>::default(),
        Box::<i29_evidence::Evidence>::default(),
        Box::<i37_watched::Watched>::default(),
        Box::<i32_readers::Readers>::default(),
    ]
}
