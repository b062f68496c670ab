//! The one table of everything a person can do. The keymap, the help, the palette and the manual
//! are made from it; what an action does is `app`'s business.

/// Something a person can do with one key or by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Action {
    Down,
    Up,
    Top,
    Bottom,
    HalfPageDown,
    HalfPageUp,
    PageDown,
    PageUp,
    NextPane,
    PreviousPane,
    PaneLeft,
    PaneRight,
    Open,
    Query,
    FilterLanguage,
    FilterActor,
    FilterSource,
    Save,
    Saved,
    FilterEntity,
    ExcludeEntity,
    Back,
    NextHit,
    PreviousHit,
    Passages,
    NextMention,
    PreviousMention,
    WhoIs,
    FilterDecision,
    Facets,
    NextUnread,
    ToggleRead,
    ToggleStar,
    Keep,
    Discard,
    Tag,
    Note,
    NoteInEditor,
    Choose,
    ChooseAll,
    Undo,
    Redo,
    History,
    CorrectNames,
    AddName,
    HideName,
    HideEntity,
    MergeEntity,
    Sort,
    NextWord,
    PreviousWord,
    Select,
    Copy,
    Origin,
    Rescan,
    StopReading,
    Redraw,
    OutputMode,
    Help,
    Problems,
    Palette,
    Suspend,
    Quit,
}

/// A pane of the browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Pane {
    List,
    Article,
    Sidebar,
}

/// What the table says of one action.
#[derive(Debug)]
pub struct Spec {
    /// The action.
    pub action: Action,
    /// Its name in the configuration and the palette.
    pub name: &'static str,
    /// What it does, as a short sentence without its full stop.
    pub help: &'static str,
    /// Where it is listed in the help.
    pub group: &'static str,
    /// Its keys, the first one shown in the key line.
    pub keys: &'static [&'static str],
    /// The panes in which its keys work; everywhere if empty.
    pub panes: &'static [Pane],
}

/// Declares the table: a group, then a line for each action.
macro_rules! actions {
    ($($group:literal { $($action:ident $name:literal [$($key:literal)*] $help:literal
        $(in $($pane:ident)+)?;)* })*) => {
        &[$($(Spec {
            action: Action::$action,
            name: $name,
            help: $help,
            group: $group,
            keys: &[$($key),*],
            panes: &[$($(Pane::$pane),+)?],
        }),*),*]
    };
}

/// Every action, in the order of the help.
pub static ACTIONS: &[Spec] = actions! {
    "Move" {
        Down "down" ["j" "down"] "Move down";
        Up "up" ["k" "up"] "Move up";
        Top "top" ["g" "home"] "Go to the top";
        Bottom "bottom" ["G" "end"] "Go to the bottom";
        HalfPageDown "half-page-down" ["ctrl-d"] "Move down half a page";
        HalfPageUp "half-page-up" ["ctrl-u"] "Move up half a page";
        PageDown "page-down" ["space" "pgdn" "ctrl-f"] "Move down a page";
        PageUp "page-up" ["pgup" "ctrl-b"] "Move up a page";
        NextPane "next-pane" ["tab"] "Go to the next pane";
        PreviousPane "previous-pane" ["shift-tab"] "Go to the previous pane";
        PaneLeft "pane-left" ["h" "left"] "Go to the pane on the left";
        PaneRight "pane-right" ["l" "right"] "Go to the pane on the right";
        Open "open" ["enter"] "Read the article" in List;
    }
    "Find" {
        Query "query" ["/"] "Filter by a query: words, lang:ar, actor:putin, -word";
        FilterLanguage "language" ["L"] "Filter by language";
        FilterActor "actor" ["a"] "Filter by actor, under any name in any script";
        FilterSource "source" [] "Filter by source";
        FilterDecision "state" ["T"] "Filter by state, tag or note, each with its count";
        Facets "facets" ["f"] "Show in the sidebar what is in the view, or who is in the article";
        Save "save-search" ["+"] "Save the query under a name";
        Saved "searches" ["@"] "Open a saved search, each with its count; delete or rename it";
        FilterEntity "filter-entity" ["enter"] "Filter by the name or facet under the cursor" in Article Sidebar;
        ExcludeEntity "exclude-entity" ["x"] "Exclude the name or facet under the cursor" in Article Sidebar;
        Back "back" ["esc"] "Go back: one filter, or from the article to the list";
        NextHit "next-hit" ["n"] "Go to the next place the query's words are found";
        PreviousHit "previous-hit" ["N"] "Go to the previous place they are found";
        Passages "passages" ["p"] "Show the passages that the query's words stand in, or titles alone";
        NextMention "next-mention" ["m"] "Go to the next mention of a name";
        PreviousMention "previous-mention" ["M"] "Go to the previous mention";
        WhoIs "who" ["i"] "Show all about the name under the cursor: who it is, when, with whom" in Article Sidebar;
        Sort "sort" ["S"] "Change the order: by date, unread, relevance, mentions, corpus, title, source";
    }
    "Decide" {
        NextUnread "next-unread" ["u"] "Go to the next unread document";
        ToggleRead "read" ["r"] "Mark as read or unread";
        ToggleStar "star" ["s"] "Add or remove the star";
        Keep "keep" ["K"] "Keep, or undecide";
        Discard "discard" ["D"] "Discard, or undecide";
        Tag "tag" ["t"] "Add tags, or remove them with -tag";
        Note "note" ["c"] "Write a note in one line";
        NoteInEditor "note-in-editor" ["C"] "Write a note in $VISUAL or $EDITOR";
        Choose "select-document" ["v"] "Select the document for the next decision, and move on" in List;
        ChooseAll "select-all" ["V"] "Select all in view, or none" in List;
        Undo "undo" ["z"] "Undo the last decision or correction";
        Redo "redo" ["Z"] "Redo what was undone last";
        History "history" ["H"] "Walk through the decisions";
    }
    "Correct names" {
        CorrectNames "names" ["e"] "Correct what is selected, or the name under the cursor" in Article Sidebar;
        AddName "add-name" [] "Give somebody the selected words, or the name here, as another name";
        HideName "hide-name" [] "Say that the name under the cursor is not theirs";
        HideEntity "hide-entity" [] "Hide whom the name under the cursor means, everywhere";
        MergeEntity "same-as" [] "Say that whom it means is the same as somebody else";
    }
    "Take along" {
        NextWord "next-word" ["w"] "Go to the next word" in Article;
        PreviousWord "previous-word" ["W"] "Go to the previous word" in Article;
        Select "select" ["v"] "Begin or drop a selection, which follows the cursor" in Article;
        Copy "copy" ["y"] "Copy the selection, or the article with its source";
        Origin "origin" ["o"] "Show where it is from; open it, in a local session";
    }
    "Program" {
        Rescan "rescan" ["R"] "Read the files again";
        StopReading "stop-reading" ["X"] "Stop reading files; what was read stays";
        Redraw "redraw" ["ctrl-l"] "Draw the screen anew";
        OutputMode "bidi" ["b"] "Send text another way, where Arabic reads wrong";
        Help "help" ["?"] "Show the keys";
        Problems "problems" ["!"] "Show what could not be read";
        Palette "palette" [":"] "Run any action by its name";
        Suspend "suspend" ["ctrl-z"] "Stop, and return to the shell until fg";
        Quit "quit" ["q" "ctrl-c"] "Quit";
    }
};

/// Around the name of an action that stands for its key. Clean text has no such character.
const KEY: char = '\u{1A}';

/// A sentence with the keys in it.
pub fn with_keys(sentence: &str, key: impl Fn(Action) -> String) -> String {
    let last = sentence.matches(KEY).count();
    let parts = sentence.split(KEY).enumerate();
    // A name stands between two signs; a foreign text in the sentence may hold one more.
    let named = |n, part| Action::named(part).filter(|_| 0 < n && n < last);
    parts.map(|(n, part)| named(n, part).map_or_else(|| part.to_owned(), &key)).collect()
}

impl Action {
    /// What the table says of this action.
    pub fn spec(self) -> &'static Spec {
        let spec = ACTIONS.iter().find(|spec| spec.action == self);
        spec.expect("every action is in the table: a test holds that")
    }

    /// Stands in a sentence for the key of this action, which is put in where the sentence is shown:
    /// the person may have given it another.
    pub fn key(self) -> String {
        format!("{KEY}{}{KEY}", self.spec().name)
    }

    /// The action of this name.
    pub fn named(name: &str) -> Option<Action> {
        ACTIONS.iter().find(|spec| spec.name == name).map(|spec| spec.action)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn keys_are_put_into_a_sentence_and_all_else_stays() {
        let key = |action: Action| action.spec().keys[0].to_owned();
        let sentence = format!("{} quits; {} undoes", Action::Quit.key(), Action::Undo.key());
        assert_eq!(with_keys(&sentence, key), "q quits; z undoes");
        assert_eq!(with_keys("quit", key), "quit");
        assert_eq!(with_keys(&format!("\u{1A}Titre: {sentence}"), key), "Titre: q quits; z undoes");
    }

    #[test]
    fn every_action_is_in_the_table_once_under_a_name_of_its_own() {
        // The last variant's number is the number of actions less one.
        assert_eq!(ACTIONS.len(), Action::Quit as usize + 1);
        let actions: HashSet<_> = ACTIONS.iter().map(|spec| spec.action).collect();
        let names: HashSet<_> = ACTIONS.iter().map(|spec| spec.name).collect();
        assert_eq!((actions.len(), names.len()), (ACTIONS.len(), ACTIONS.len()));
    }
}
