//! The ways over which readers are told, and the lanes in which their words wait.

use serde::{Deserialize, Serialize};

use super::Channel;

/// The way over which words reach a subscriber.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Route {
    /// Electronic mail.
    Email,
    /// A text message.
    Sms,
    /// A signed webhook, as the Standard Webhooks have it.
    Webhook,
    /// A webhook with the body that Statuspage sends.
    Statuspage,
    /// An incoming webhook of Slack.
    Slack,
    /// An incoming webhook of Microsoft Teams.
    Teams,
    /// An incoming webhook of Discord.
    Discord,
}

impl Route {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 7] = [
        Self::Email,
        Self::Sms,
        Self::Webhook,
        Self::Statuspage,
        Self::Slack,
        Self::Teams,
        Self::Discord,
    ];

    /// Its name in forms, lists and the API.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
            Self::Webhook => "webhook",
            Self::Statuspage => "statuspage",
            Self::Slack => "slack",
            Self::Teams => "teams",
            Self::Discord => "discord",
        }
    }

    /// Whether readers may only subscribe over it where their page says so: what is posted there
    /// is read by a program or a channel, and not by them alone.
    #[must_use]
    pub const fn is_chosen(self) -> bool {
        matches!(self.lane(), Lane::Hook)
    }

    /// Whether people read it in a channel of theirs, and no program does.
    #[must_use]
    pub const fn is_chat(self) -> bool {
        matches!(self, Self::Slack | Self::Teams | Self::Discord)
    }

    /// Whether what is posted there is signed with the secret of its subscriber.
    #[must_use]
    pub const fn is_signed(self) -> bool {
        matches!(self, Self::Webhook | Self::Statuspage)
    }

    /// The route of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|route| route.name() == name)
    }

    /// In which lane its words wait.
    #[must_use]
    pub const fn lane(self) -> Lane {
        match self {
            Self::Email => Lane::Mail,
            Self::Sms => Lane::Text,
            Self::Webhook | Self::Statuspage | Self::Slack | Self::Teams | Self::Discord => {
                Lane::Hook
            }
        }
    }

    /// The channel whose emergencies go first.
    #[must_use]
    pub const fn channel(self) -> Channel {
        self.lane().channel()
    }
}

/// Where words wait, so that what is slow holds up nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lane {
    /// Electronic mail.
    Mail,
    /// Text messages, which cost money.
    Text,
    /// Whatever is posted to an address.
    Hook,
}

impl Lane {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Mail, Self::Text, Self::Hook];

    /// The channel whose emergencies go first.
    #[must_use]
    pub const fn channel(self) -> Channel {
        match self {
            Self::Mail => Channel::Email,
            Self::Text => Channel::Sms,
            Self::Hook => Channel::Webhook,
        }
    }
}
