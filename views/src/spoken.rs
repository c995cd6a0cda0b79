//! The vendor's words as one reader gets them: in their language where somebody wrote them in it,
//! and marked where they are in another than the page around them.

use domain::words::{Language, Overview, Parts, Spoken};

use crate::Context;

/// The language of whoever reads.
pub(crate) fn language(context: &Context<'_>) -> Language {
    context.reader.tongue.language()
}

/// The parts of an update, for whoever reads.
pub(crate) fn parts<'a>(context: &Context<'_>, overview: &'a Overview) -> Parts<'a> {
    overview.spoken(language(context))
}

/// In which language words are, where that is not the one of the page; for `lang`.
pub(crate) fn lang(context: &Context<'_>, words: Spoken<'_>) -> Option<&'static str> {
    let first = context.state.written_in();
    let other = !words.translated && first != language(context);
    other.then(|| first.code())
}

/// What had been said before it was put right, of each time that changed what this reader reads:
/// who reads German is not told that a word in Spanish was mended.
pub(crate) fn put_right<'a, C>(
    context: &Context<'_>,
    corrections: &'a [C],
    said: fn(&C) -> &Overview,
    now: &'a Overview,
) -> Vec<&'a C> {
    let after = corrections.iter().skip(1).map(said).chain([now]);
    let both = corrections.iter().zip(after);
    let differs = both.filter(|(one, after)| parts(context, said(one)) != parts(context, after));
    differs.map(|(one, _)| one).collect()
}
