// A time that the picker cannot parse stays as it was typed, and the server accepts or refuses it. Without this script the picker
// replaces it by the current time: an embargo typed as "2.12.2036 14:00" would be over at once.
window.jQuery.fn.datetimepicker.defaults.validateOnBlur = false;
