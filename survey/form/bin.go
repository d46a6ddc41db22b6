package form

// FieldBin is the field of what is told when something cannot be brought back.
const FieldBin = "bin"

// MsgBinTaken: another has taken the name, or the title and start, meanwhile.
const MsgBinTaken = "organizer.bin.taken"
