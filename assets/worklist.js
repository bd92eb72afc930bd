/* A list of a thousand cells must not stand between a keyboard and the rest of the page:
 * Tab leaves it, and arrow keys move within it. */
(function (root) {
  "use strict";
  const leave = () => false;
  root.dashAgGridFunctions = Object.assign({}, root.dashAgGridFunctions, { leave });
})(window);
