"""The words of reviews that are drawn: made up, and each of them says so."""

CRITIC_OPENINGS = (
    "A demo review:",
    "Written for the demo:",
    "Made up for the demo:",
    "A sample notice:",
    "From the demo's own press:",
)

FRESH_BEGINNINGS = (
    "patient where it could have shouted",
    "quietly funny from the first reel",
    "as clear as a window somebody has just cleaned",
    "warmer than its subject and wiser than its poster",
    "a film that looks people in the eye",
    "modest in its means and generous with its time",
    "shot with a steady hand and cut with a light one",
    "it trusts its pictures to speak",
    "full of small doors that open on large rooms",
    "it knows when to leave a silence alone",
    "never in a hurry and never late",
    "a portrait that leaves the sitter room to move",
    "angry in the right places and gentle in the others",
    "it earns every minute of its length",
    "the kind of evening that walks home with you",
    "plain as bread and just as hard to fault",
)
FRESH_ENDINGS = (
    "and all the stronger for it.",
    "and the last ten minutes are worth the ticket.",
    "which is rarer than it ought to be.",
    "and nobody in my row looked at a watch.",
    "with an ending that stays where it is put.",
    "and it gets better the longer I think of it.",
    "so take somebody who talks afterwards.",
    "and it leaves the argument to us.",
    "with faces that I would know again.",
    "and I have already been twice.",
    "although the middle could lose a scene.",
    "and it has the good manners to stop.",
)

ROTTEN_BEGINNINGS = (
    "handsome from afar and hollow from the front row",
    "it explains each joke and then repeats it",
    "a good short film that has been kept waiting",
    "so careful that nothing is left to happen",
    "it circles its subject without ever sitting down",
    "all upholstery and no chair",
    "the music weeps so that we need not",
    "it mistakes a slow walk for a long thought",
    "three endings and not one of them is the last",
    "busy from the first scene and late for all the others",
)
ROTTEN_ENDINGS = (
    "and the clock in the foyer had more to say.",
    "which is a pity, for the idea was sound.",
    "and I wanted to like it more than it let me.",
    "though the lighting deserves a better film.",
    "and half of it would have been plenty.",
    "with a cast that waits politely for a script.",
    "and it never says what it came to say.",
    "so the best of it is in the trailer.",
    "and the seat beside me left before I did.",
    "though one scene in the rain almost saves it.",
)

AUDIENCE_OPENINGS = (
    "Demo text.",
    "A made-up review for the demo.",
    "Written for the demo database.",
    "Sample text from a demo member.",
    "This review is part of the demo.",
)

GOOD_SENTENCES = (
    "I went in knowing nothing and came out wanting to tell somebody.",
    "The kind of film that makes the walk home shorter.",
    "My sister, who sleeps through everything, sat up straight.",
    "The pictures do the talking and they have a lot to say.",
    "I liked that it never tells you what to think.",
    "There is a scene with an open window that I keep coming back to.",
    "It made a full house laugh at the same moment, twice.",
    "See it on a big screen if you can, the quiet parts need the room.",
    "Ninety minutes would have been enough and I would have stayed for more.",
    "The sound alone is worth the price of a ticket.",
    "We talked about it through the whole of dinner.",
    "I have recommended it to three people and two of them thanked me.",
)
MIXED_SENTENCES = (
    "The first half is better than the second.",
    "Worth an evening, though perhaps not a babysitter.",
    "I admired it more than I enjoyed it.",
    "Some of it is lovely and some of it is long.",
    "A friend loved it, so take this with a pinch of salt.",
    "It starts three stories and finishes two of them.",
    "I would watch it again on a rainy Sunday, not sooner.",
    "The ending asks for more patience than I had left.",
)
POOR_SENTENCES = (
    "I kept waiting for it to begin.",
    "Everybody in it seems to know something that I was not told.",
    "The poster is the best part.",
    "Too long by a third, and it is not a long film.",
    "I could follow it, I only did not want to.",
    "My popcorn had the better ending.",
)
SPOILER_SENTENCES = (
    "Made-up spoiler: the last scene answers the first, and the answer is no.",
    "Made-up spoiler: the one whom you trust is the one who leaves.",
    "Made-up spoiler: the letter never arrives, and that turns out to be lucky.",
    "Made-up spoiler: they do not meet again, however long you wait.",
    "Made-up spoiler: the secret was in plain sight on the kitchen wall.",
    "Made-up spoiler: it was the same day all along.",
    "Made-up spoiler: nobody gets off at the station, not even the dog.",
    "Made-up spoiler: what is in the box is another box, and then a photograph.",
)
