// A time that the picker cannot read stays as it was typed, for the server to read or refuse. By itself the picker puts
// the present moment in its place: an embargo typed as "2.12.2036 14:00" would be over at once.
window.jQuery.fn.datetimepicker.defaults.validateOnBlur = false;
